"""Annual action plans: the counts and charts made from them, and their files.

The core is pure: a `Plan` goes in, counts or the bytes of a file come out. `page_plan` makes the
plan from a page, and `downloads` answers a request; nothing else here knows either.

    downloads     a page and a request -> a response with a file
    documents  workbooks     Plan -> PDF, XLSX
    progress      activities -> counts
    page_plan     a page -> Plan
    plan          the words

Owns the counts, the words and the files of a plan. Refuses to know how its page is shown.
"""

from cms.plans.downloads import serve_plan
from cms.plans.progress import plan_context

__all__ = ["plan_context", "serve_plan"]
