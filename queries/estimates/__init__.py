"""What SQL cannot compute: from the rows of a question and its parameters to its final columns."""
