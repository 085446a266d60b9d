# Read by the `flask` command.
FLASK_APP=app.wsgi
