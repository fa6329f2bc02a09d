"""The engine of the monthly model: how equations are written, tied to rows, and run.

Nothing here knows what the equations are about.
"""
