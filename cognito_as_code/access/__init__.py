"""Who gets in where: what each consumer does with each token of a pool, by what AWS says of it."""
