"""Statements of expenses: functions that take a session, and decide nothing."""
