"""python -m cognito_as_code.compliance"""

import sys

from cognito_as_code.compliance.report import main

sys.exit(main())
