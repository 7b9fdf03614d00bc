"""Many processes: who owns which session, and how processes speak with each other. Not loaded without Redis.

Every process is a gateway (browsers connect to it) and the owner of some sessions. Who owns a session is
written in SQL and nowhere else (`ownership`); who is alive is read in Redis (`liveness`); what they say to
each other goes through Redis (`redis_link`, `router`). See docs/adr/0004-many-processes.md.
"""
