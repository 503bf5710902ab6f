"""The thread that compares new and changed videos with the saved searches, and writes down what is told."""
