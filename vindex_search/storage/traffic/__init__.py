"""What is read from and written to uploads and store, counted for whoever asks.

count    the count, and the context manager that asks for it
s3       requests and bytes of S3, as the SDK sends them
"""
