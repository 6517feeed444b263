"""The web kit every slice uses: access, errors, headers, languages, forms, navigation. Knows no slice."""
