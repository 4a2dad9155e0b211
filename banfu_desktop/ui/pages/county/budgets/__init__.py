"""经费项目: the books of the work fund and the projects."""
