"""The `hearth` command's subcommands, one module each: `add_to` declares it, `run` carries it out."""
