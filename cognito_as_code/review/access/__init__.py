"""Who may do what: groups, users, guests and machines, by what Cognito gives them."""
