"""What engines promise, and what is asked of them."""
