"""What programs ask over HTTP: questions, documents and checks below /api/v1, and the shape of OpenAI's API below /v1.

`app` puts it together; `requests` are the types of what may be sent; `description` says all of it in OpenAPI. Who may
ask is found by the guard before (`bot.access`); what is answered tells nobody where files lie (`ServedLibrary`).
"""
