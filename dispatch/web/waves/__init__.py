"""Offers in waves: what a coordinator does about them on the board, and the policies they follow."""
