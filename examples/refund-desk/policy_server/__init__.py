"""The sample policy server: what the shop's refund rules say, over MCP."""
