"""What the developer command `./dev` runs. Standard library only: it has to work before
anything is set up.
"""
