namespace Millrace.Core.Tests.Records;

public class JsonRecordTests
{
    [Fact]
    public void Members_may_come_in_any_order_with_unknown_ones_between()
    {
        Assert.True(Codecs.TryReadJson("""{ "maybe": 3, "extra": {"a": [1, {"name": 2}]}, "name": "n", "more": [], "id": 5 }""", out Item row, out _));
        Assert.Equal(new Item(5, "n", 3), row);
    }

    [Theory]
    [InlineData("""{"ID": 5, "Name": "n", "windowStart": 1}""")]
    [InlineData("""{"id": 5, "name": "n", "WindowStart": 1}""")]
    [InlineData("""{"id": 5, "name": "n", "window_start": 1}""")]
    public void Names_are_read_in_camel_case_too(string json)
    {
        Assert.True(Codecs.TryReadJson(json, out Started row, out _));
        Assert.Equal(new Started(5, "n", 1), row);
    }

    [Fact]
    public void The_last_of_a_repeated_member_counts()
    {
        Assert.True(Codecs.TryReadJson("""{"id": 5, "name": "n", "id": 6}""", out Item row, out _));
        Assert.Equal(6, row.Id);
    }

    [Theory]
    [InlineData("""{"name": "n"}""", 0)]
    [InlineData("""{"id": 1}""", 1)]
    [InlineData("""{"id": null, "name": "n"}""", 0)]
    [InlineData("""{"id": "5", "name": "n"}""", 0)]
    [InlineData("""{"id": 5.5, "name": "n"}""", 0)]
    [InlineData("""{"id": 99999999999, "name": "n"}""", 0)]
    [InlineData("""{"id": 5, "name": 5}""", 1)]
    [InlineData("""{"id": 5, "name": "n", "maybe": "x"}""", 2)]
    [InlineData("[1]", -1)]
    public void What_is_missing_or_malformed_is_named(string json, int expected)
    {
        Assert.False(Codecs.TryReadJson(json, out Item _, out int failed));
        Assert.Equal(expected, failed);
    }

    [Fact]
    public void A_missing_member_may_be_null_where_the_field_may()
    {
        Assert.True(Codecs.TryReadJson("""{"id": 5, "name": "n"}""", out Item row, out _));
        Assert.Null(row.Maybe);
    }

    [Fact]
    public void Escapes_are_undone()
    {
        Assert.True(Codecs.TryReadJson("""{"id": 5, "name": "a\u00e9\n\"\ud83d\ude00 and so on"}""", out Item row, out _));
        Assert.Equal("aé\n\"😀 and so on", row.Name.ToString());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_written_as_text_all_the_same()
    {
        string json = Codecs.Json(new Item(1, Utf8String.Copy([0x61, 0xFF, 0x62]), null));
        Assert.Equal("""{"id":1,"name":"a�b","maybe":null}""", json);
    }
}

[Record]
public readonly partial record struct Item(int Id, Utf8String Name, int? Maybe);

[Record]
public readonly partial record struct Started(int Id, Utf8String Name, long WindowStart);
