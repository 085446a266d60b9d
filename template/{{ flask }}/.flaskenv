# Where the `flask` command finds the application.
FLASK_APP=app.wsgi
