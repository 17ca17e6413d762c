"""The verdict of mutation testing: which changes of the pure core no test noticed, and why that is right."""
