using Guide.TopN;

namespace Guide;

public sealed class TopNTests
{
    [Fact]
    public async Task Nobody_is_left_out_by_chance()
    {
        var job = new Podium { Scores = [new("a", default, 7), new("b", default, 9), new("c", default, 5), new("d", default, 7)] };
        await Run.ToEndAsync(job);
        Assert.Equal(["1 b", "2 a", "2 d"], job.Results);
    }

    [Fact]
    public async Task A_bid_comes_when_it_is_among_the_best()
    {
        var job = new Leaders { Bids = [.. new[] { 5, 9, 7, 4, 8 }.Select(price => new Bid(1, "x", price))] };
        await Run.ToEndAsync(job);
        Assert.Equal(["5: 1", "9: 1", "7: 2", "8: 2"], job.Results);
    }
}
