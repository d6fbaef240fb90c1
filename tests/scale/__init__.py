"""Replicas of Morgan behind a load balancer: one is killed, all are replaced, and rooms talk meanwhile."""
