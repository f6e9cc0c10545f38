"""Directories of organisations from elsewhere and for elsewhere: Open Referral (HSDS), CSV and Excel."""
