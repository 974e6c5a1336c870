using System.Text;

namespace Millrace.Core.Tests.Connectors;

/// <summary>A slow, obvious CSV parser and generator to compare with.</summary>
internal static class PlainCsv
{
    /// <summary>Rows of fields; empty lines are left out.</summary>
    public static List<string[]> Parse(string text, char delimiter = ',', char quote = '"')
    {
        var rows = new List<string[]>();
        var fields = new List<string>();
        var field = new StringBuilder();
        bool any = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0' && c == quote && field.Length == 0)
            {
                any = true;
                for (i++; ; i++)
                {
                    if (text[i] != quote) field.Append(text[i]);
                    else if (i + 1 < text.Length && text[i + 1] == quote) field.Append(text[++i]);
                    else break;
                }
            }
            else if (c == delimiter)
            {
                any = true;
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n' || (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n'))
            {
                if (c == '\r') i++;
                EndRow();
            }
            else
            {
                any = true;
                field.Append(c);
            }
        }
        EndRow();
        return rows;

        void EndRow()
        {
            if (any)
            {
                fields.Add(field.ToString());
                rows.Add([.. fields]);
            }
            fields.Clear();
            field.Clear();
            any = false;
        }
    }

    /// <summary>Random rows of <paramref name="columns"/> fields with everything that makes CSV hard.</summary>
    public static string Generate(Random random, int rows, int columns, char delimiter = ',', char quote = '"', bool lineBreaks = false, int longest = 30)
    {
        var text = new StringBuilder();
        string newLine = random.Next(2) == 0 ? "\n" : "\r\n";
        for (int row = 0; row < rows; row++)
        {
            if (random.Next(10) == 0) text.Append(newLine);
            for (int column = 0; column < columns; column++)
            {
                if (column > 0) text.Append(delimiter);
                Field(text, random, delimiter, quote, lineBreaks, random.Next(8) == 0 ? longest : 8);
            }
            if (row < rows - 1 || random.Next(2) == 0) text.Append(newLine);
        }
        return text.ToString();
    }

    private static void Field(StringBuilder text, Random random, char delimiter, char quote, bool lineBreaks, int longest)
    {
        bool quoted = quote != '\0' && random.Next(3) == 0;
        int length = random.Next(longest);
        if (quoted) text.Append(quote);
        for (int i = 0; i < length; i++)
        {
            switch (random.Next(quoted ? 8 : 4))
            {
                case 0: text.Append('é'); break;
                case 1: text.Append(quote == '\'' && i > 0 ? '"' : 'x'); break;
                case 4: text.Append(quote).Append(quote); break;
                case 5: text.Append(delimiter); break;
                case 6 when lineBreaks: text.Append(random.Next(2) == 0 ? "\n" : "\r\n"); break;
                default: text.Append((char)('a' + random.Next(26))); break;
            }
        }
        if (quoted) text.Append(quote);
    }
}
