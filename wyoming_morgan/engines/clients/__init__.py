"""Clients of other servers, shared by the engines that use them."""
