"""Messages to webhooks: signed, to checked addresses, again and again until they arrive or are given up."""
