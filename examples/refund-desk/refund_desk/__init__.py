"""refund-desk: decides refund requests under 200 EUR and hands the rest to a person."""
