"""The sample orders service: what refund-desk reads orders from and pays refunds through."""
