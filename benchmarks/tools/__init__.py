"""Detection of planted defects in an HTTP tool, beside Schemathesis in the same run."""
