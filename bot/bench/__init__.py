"""Measurements that anybody can repeat: `coalitiewijzer bench ...`."""
