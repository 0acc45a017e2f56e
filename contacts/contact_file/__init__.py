"""Reading a contact file: the CSV file or Excel workbook that the registry is made from."""
