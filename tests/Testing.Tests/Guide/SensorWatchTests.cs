namespace Millrace.Testing.Tests.Guide;

public class SensorWatchTests
{
    [Fact]
    public void A_sensor_that_goes_silent_is_noticed_once()
    {
        using var test = OperatorTest.For(new SensorWatch(Duration.Minutes(1)), keyBy: reading => reading.Sensor);
        test.Process(new Reading("s1", "boiler room in the cellar", 20));
        test.Advance(Duration.Seconds(40));
        test.Process(new Reading("s1", "boiler room in the cellar", 21));
        test.Output.Clear();

        test.Advance(Duration.Seconds(59));
        Assert.Empty(test.Output);
        test.Advance(Duration.Seconds(1));
        Assert.Equal([new Notice("s1", "silent", 21)], test.Output);
        test.Advance(Duration.Days(1));
        Assert.Single(test.Output);
    }

    [Fact]
    public void A_room_is_new_again_after_a_month()
    {
        using var test = OperatorTest.For(new SensorWatch(Duration.Days(100)), keyBy: reading => reading.Sensor);
        var reading = new Reading("s1", "boiler room in the cellar", 20);
        test.Process(reading);
        test.Process(reading);
        Assert.Equal("boiler room in the cellar", Assert.Single(test.Output.Take()).Text.ToString());

        test.Advance(Duration.Days(31));
        test.Process(reading);
        Assert.Equal("boiler room in the cellar", Assert.Single(test.Output).Text.ToString());
    }
}
