"""Migrate, set the scene, and serve: what the browser tests look at, in one process tree."""

import runpy
import sys

from handrail.base.database.ready import database
from handrail.console.migrate import bring_up_to_date
from handrail.console.web import web

if __name__ == "__main__":
    import django

    django.setup()
    with database():
        bring_up_to_date()
        for script in sys.argv[1:]:
            runpy.run_path(script, run_name="__main__")
        web.main(args=[], standalone_mode=False)
