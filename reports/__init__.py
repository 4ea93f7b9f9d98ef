"""Report formats, one file each. The registry loads them; nobody imports them."""
