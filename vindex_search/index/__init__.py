"""What an index must do, and its two homes."""
