"""What a plan would do to users and to MFA. Needs Python alone: no Node, no framework, nothing of the other folders."""
