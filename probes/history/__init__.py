"""History: what git can prove about the order in which things were written."""
