"""What is on the screen: pure functions from the board, the stream, the size and the state to lines of text."""
