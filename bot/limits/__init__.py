"""How much of the server one visitor may take, so that nobody stops the others: connections, bodies, rates, places."""
