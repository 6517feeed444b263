"""Enterprises have units by use permit (사용허가): its life, what it costs, and what is paid."""
