"""The analyst's own SQL: one read-only statement over the tables of the dictionary, and no more than the viewer's rows.

The engine was made to trust whoever writes its SQL: it has no users, and a statement can reach whatever the process
that runs it can. So there is nothing there to be reached, rather than a rule against reaching for it:

1. *Only the viewer's rows.* `slices` writes each table, platform by platform, to files of its own: persons' columns are
   not in them, borrowers are keyed hashes. A statement runs over the files of the viewer's platforms and is given
   nothing else: neither the warehouse nor another platform's file is attached or named. Views over an attached
   warehouse would be cheaper, but `warehouse.main.loan` could be read around them, and only matching text would
   stop that. A slice is written once a version, on the first statement that reads it: less than a second for a cube of
   200,000 loans, two for its largest fact table, 40 MB for all of them.
2. *A process of its own* (`jail`), which ends with the statement: no environment, the lowest priority, one thread, no
   right to write a byte to disk; a limit on memory and on time that the system keeps, as the engine's own are not
   looked at while it folds a constant. A bomb kills its own process. Cancelling is killing. Nothing is left from one
   statement to the next.
3. *A connection with its doors shut*: external access off but for those files, configuration locked, no extensions, no
   temporary files, no variables of Python.
4. *The engine's own parse*: one statement, a SELECT, over tables by bare name and a few harmless table functions. Some
   functions take addresses in memory, and the catalog tells of files and settings. It also says in plain words what is
   not possible.

Each of these stands without the others but for one thing: 4 keeps out functions that read raw memory, against which
only 2 stands besides. What is hidden stays so if 4 should fail (tests run the attacks without it).
"""

from queries.sql.running import Result, Running, start, warm
from queries.sql.schema import described, schema

__all__ = ["Result", "Running", "described", "schema", "start", "warm"]
