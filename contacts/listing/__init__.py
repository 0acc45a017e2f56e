"""Reading a listing, the CSV file or workbook that a registry is made from."""
