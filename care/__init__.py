"""The programme around the room: people, groups, schedule, forms, plans, library, community."""
