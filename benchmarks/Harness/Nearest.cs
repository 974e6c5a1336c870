namespace Millrace.Benchmarks;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class Nearest
{
    /// <summary><c> Did you mean …?</c> with the candidate within two edits, or the empty text.</summary>
    public static string Hint(string name, IEnumerable<string> candidates, string prefix = "")
    {
        var best = candidates.Select(candidate => (candidate, edits: Edits(name, candidate))).OrderBy(pair => pair.edits).FirstOrDefault();
        return best.candidate is not null && best.edits <= Math.Max(2, best.candidate.Length / 3) ? $" Did you mean {prefix}{best.candidate}?" : "";
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Edits(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int above = row[j];
                int replace = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[^1];
    }
}
