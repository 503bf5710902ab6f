"""The three films of the demo, and the code that draws them."""
