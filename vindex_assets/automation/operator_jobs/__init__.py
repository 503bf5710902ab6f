"""The jobs that operators launch from the UI; each says in a sentence and a table what it did, or would do."""
