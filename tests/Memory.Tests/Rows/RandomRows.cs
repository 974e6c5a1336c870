namespace Millrace.Memory.Tests.Rows;

/// <summary>Random rows, with text of all lengths around the inline limit.</summary>
internal static class RandomRows
{
    public static string Text(Random random, int longest = 40)
    {
        var chars = new char[random.Next(longest + 1)];
        for (int i = 0; i < chars.Length; i++) chars[i] = "abcdefghijABCZ 0é€"[random.Next(18)];
        return new string(chars);
    }

    public static Person Person(Random random) => new(Text(random), random.Next(), Text(random));

    public static Team Team(Random random)
    {
        var members = new RecordListBuilder<Person>(0);
        for (int i = random.Next(4); i > 0; i--) members.Add(Person(random));
        byte[] badge = new byte[random.Next(30)];
        random.NextBytes(badge);
        int[] scores = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next())];
        return new Team((byte)random.Next(256), members.ToList(), badge, RecordList.Create<int>(scores));
    }
}
