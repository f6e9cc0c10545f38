"""Pictures of flows: what they show (`graph`), where it stands (`layout`), and two ways to write it down."""
