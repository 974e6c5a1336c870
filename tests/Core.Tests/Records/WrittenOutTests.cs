using Millrace.Records;

namespace Millrace.Core.Tests.Records;

/// <summary>Records whose constructor has parameters with properties of their own in the body.</summary>
public class WrittenOutTests
{
    [Fact]
    public void A_property_written_out_in_the_body_is_the_column_of_its_own_value()
    {
        Assert.Equal(["left", "right"], Columns<WrittenOut>());
        Assert.True(Codecs.TryReadCsv("1,2", out WrittenOut row, out _));
        Assert.Equal((1, 2), (row.Left, row.Right));
        Assert.Equal("1,2", Codecs.Csv(row).TrimEnd());
        Assert.True(Codecs.TryReadJson(Codecs.Json(row), out WrittenOut read, out _));
        Assert.Equal(row, read);
    }

    [Fact]
    public void A_value_that_the_constructor_changes_is_read_as_it_was_written()
    {
        var row = new Doubled(3, 4, 5);
        Assert.Equal((6, 4, 9), (row.Value, row.Kept, row.Computed));
        Assert.Equal(["value", "kept"], Columns<Doubled>());
        Assert.True(Codecs.TryReadCsv(Codecs.Csv(row).TrimEnd(), out Doubled read, out _));
        Assert.Equal(row, read);
        Assert.True(Codecs.TryReadJson(Codecs.Json(row), out read, out _));
        Assert.Equal(row, read);
    }

    private static IReadOnlyList<string> Columns<T>() where T : unmanaged, ICsvRecord<T> => T.Columns;
}

[Record]
public readonly partial record struct WrittenOut(long Left, long Right)
{
    public long Left { get; init; } = Left;
}

#pragma warning disable CS8907 // The parameter that nothing keeps is what is tested.
[Record]
public readonly partial record struct Doubled(long Value, int Kept, int Computed)
{
    public int Computed => 9;
    public long Value { get; init; } = Value * 2;
}
