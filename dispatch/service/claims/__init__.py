"""Claims for work that is done: proposed, answered, approved; months of pay, and what is paid out."""
