"""Form 23, 工作日志（补记）: what was written of a month after the leader had signed it off."""

from dataclasses import replace
from datetime import date
from functools import partial

from banfu_desktop.printing.forms.v3 import work_log

build = partial(work_log.build, late=True)
SAMPLE = replace(work_log.SAMPLE, signed_by="钟立新", signed_on=date(2026, 12, 2))
