using Millrace;

return await StreamHost.RunAsync<WordCount>(args);

[Record]
public readonly partial record struct Word(Utf8String Text);

[Record]
public readonly partial record struct WordTotal(Utf8String Word, long Count);

/// <summary>Counts the words of text files.</summary>
[Job]
public sealed partial class WordCount
{
    /// <summary>Text files: a file, a directory or a pattern such as "books/*.txt". Without it: a short text that comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "the-mill.txt");

    /// <summary>File for the result; - is standard output.</summary>
    public string Output { get; init; } = "-";

    /// <summary>Words with fewer letters are not counted.</summary>
    public int MinLength { get; init; } = 1;

    void Define(JobBuilder job) => job
        .From(Lines.Read(Input))
        .SelectMany((TextLine line, Collector<Word> words) =>
        {
            var reader = new WordReader(line.Text.Span, stackalloc byte[64]);
            while (reader.Next(out var word))
                if (word.Length >= MinLength) words.Collect(new Word(Utf8String.Copy(word)));
        })
        // Every word has the same time, so one window holds them all, and it ends with the input.
        .EventTime(word => Timestamp.FromUnixSeconds(0), outOfOrderness: Duration.Zero)
        .KeyBy(word => word.Text)
        .Window(Tumbling.Every(Duration.Days(1)))
        .DropLate()
        .Aggregate(group => new WordTotal(group.Key, group.Count()))
        .Named("count")
        .To(Csv.Write<WordTotal>(Output));
}
