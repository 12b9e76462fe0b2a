"""Which tint a state has. The word stands beside it, always."""

VERDICT_TONES = {
    "stop": "stop",
    "hold": "stop",
    "not_enough_known": "caution",
    "redesign": "caution",
    "proceed_with_signed_acceptance": "caution",
    "proceed_and_monitor": "good",
}
